package dev.troupe.engine.wasi;

/** A group of functions of one instance. */
abstract class Room {
    final WasiState state;

    Room(WasiState state) {
        this.state = state;
    }
}
