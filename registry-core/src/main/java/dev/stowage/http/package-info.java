/// The registry's HTTP face, and nothing but HTTP. It is the only room (with the console) that
/// knows the server: requests come in as Vert.x requests, are parsed once into values, and are
/// handed to the features on a virtual thread; what the features return or throw goes out as an
/// [Answer][dev.stowage.http.answer.Answer].
///
/// - `v2`: the OCI Distribution API: the parser of targets, the route table, the handlers.
/// - `body`: reading request bodies with bounded memory.
/// - `answer`: what goes back, and how it is sent.
/// - `failure`: the one place where failures become OCI error JSON.
/// - `health`: is the store reachable?
@NullMarked
package dev.stowage.http;

import org.jspecify.annotations.NullMarked;
