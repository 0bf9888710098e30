/// What goes back to a client: an [Answer][dev.stowage.http.answer.Answer] is a value made by
/// handlers, which never touch the connection; a [Sender][dev.stowage.http.answer.Sender] puts it
/// on the wire, by the cheapest way its payload allows and never with more than a small window of
/// it in memory.
@NullMarked
package dev.stowage.http.answer;

import org.jspecify.annotations.NullMarked;
