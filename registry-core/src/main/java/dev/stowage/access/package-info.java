/// What may be done, and by whom: verbs on repositories, roles that bundle them, grants that give
/// them, and the two kinds of documents that hold grants: `ns/<namespace>/access.json` for the
/// repositories of one namespace and `sys/access.json` for all.
///
/// [Rights][dev.stowage.access.Rights] decides: one pure function of the documents, the asker, the
/// verb, the repository, the time and the address, which also returns its reason. What no grant
/// gives is denied; grants only add; a secret only narrows.
///
/// Knows who asks only as a [Subject][dev.stowage.access.Subject]: how that was found out is the
/// affair of `auth`.
@NullMarked
package dev.stowage.access;

import org.jspecify.annotations.NullMarked;
