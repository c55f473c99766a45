/**
 * A C library for Markdown in Java: in process with {@code MarkdownRenderer}, and as a supervised pool with {@code MarkdownPool}. The
 * resources next to these classes are the modules, some documents, and the HTML that another engine (V8) made of them.
 */
package dev.troupe.examples.markdown;
