/**
 * The text format (spec chapter 6): bytes or characters in, a {@link dev.troupe.engine.module.Module} out, and back.
 *
 * <p>What comes in: WAT. What goes out: the same model that the binary decoder builds, with function bodies already in the
 * binary instruction encoding, so that everything after this package is the same for both formats. The parser is a
 * recursive descent over a flat array of tokens; nested instructions are kept on an explicit stack, so nesting of any depth
 * needs no Java stack. {@link dev.troupe.engine.text.TextPrinter} is the way back.
 */
package dev.troupe.engine.text;
