/// The management API below `/api/v1`: accounts, namespaces, grants, and why someone may do
/// something. Answers [requests][dev.stowage.http.api.ApiRequest] whose caller has signed in; what
/// he may do, each line of the table in [Api][dev.stowage.http.api.Api] says itself. Knows nothing
/// of how requests come in.
@NullMarked
package dev.stowage.http.api;

import org.jspecify.annotations.NullMarked;
