;; A local's value went to a temporary where a block began and came back to the JVM's stack behind it; the block had changed the local.
;; The access at the old value then passed for one that had shown the new value not to be negative, and a loop's last comparison asked the
;; new value.
(module
  (memory 1)
  (func (export "address") (param $p i32) (result i32)
    (local.get $p)
    (block (local.set $p (i32.const -4)))
    (i32.store (i32.add (local.get $p) (i32.const 5)))
    (i32.load offset=8 (local.get $p)))
  (func (export "turns") (param $i i32) (param $limit i32) (result i32) (local $n i32)
    (loop $l
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (if (i32.gt_u (local.get $n) (i32.const 5)) (then (return (i32.const -1))))
      (local.get $i)
      (block (local.set $i (i32.const 1000)))
      (br_if $l (i32.ne (local.tee $limit (i32.add (local.get $limit) (i32.const 4))))))
    (local.get $n)))
(assert_trap (invoke "address" (i32.const 0)) "out of bounds memory access")
(assert_return (invoke "turns" (i32.const 16) (i32.const 996)) (i32.const -1))
(assert_return (invoke "turns" (i32.const 1000) (i32.const 996)) (i32.const 1))
