/// Every key of the bucket, drawn once. No other room makes an object key.
///
/// ```
/// data/<2 hex>/<id>                                    bytes of a blob: written once, never overwritten
/// blobs/<alg>/<2 hex>/<hex>                            blob record (JSON)
/// repos/<name>/_blobs/<alg>/<hex>                      link (JSON): this repository may serve that blob
/// repos/<name>/_manifests/<alg>/<hex>                  the manifest's bytes, verbatim
/// repos/<name>/_tags/<tag>                             tag (JSON)
/// repos/<name>/_tagged/<alg>/<hex>/<tag>               hint: that tag has pointed here
/// repos/<name>/_referrers/<alg>/<hex>/<alg>-<hex>      hint: that manifest refers to this digest
/// catalog/<name>+                                      the repository exists
/// intents/<id>                                         what to undo if the writer of data/…/<id> dies
/// parked/<id>                                          the short rest of an upload, below the smallest part
/// doomed/<id>                                          records that are about to go, with their data (JSON)
/// sys/collect/state                                    how far the collection of garbage is (JSON)
/// sys/collect/<id>/<group>/<id>                        sorted digests that a collection notes for its next step
/// ns/<namespace>/access.json                           who may do what there (JSON)
/// principals/user/<name>.json                          an account of a person (JSON)
/// principals/robot/<namespace>+<name>.json             an account of a machine (JSON)
/// sys/access.json                                      who may do what everywhere (JSON)
/// sys/keys.json                                        by which tokens are signed (JSON)
/// sys/probe-<id>                                       short-lived: written to see how the store behaves
/// sys/solo                                             who uses the bucket: one alone, or several with Redis (JSON)
/// sys/id                                               a name that no other bucket has
/// ```
///
/// A segment that begins with `_` can be no part of a repository name, so nothing collides. No key
/// is another's folder: stores that keep objects as files cannot list, or hold, `a` beside `a/b`.
/// Knows the words of `oci` and [dev.stowage.storage.ObjectKey]; does no I/O.
@NullMarked
package dev.stowage.layout;

import org.jspecify.annotations.NullMarked;
