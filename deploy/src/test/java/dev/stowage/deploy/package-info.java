/// The registry seen from outside: the packaged application runs as a child process, and real
/// clients, the OCI conformance suite, raw connections and `kill -9` say whether it keeps its
/// promises.
///
/// Nothing here knows a class of the registry: what is tested is the command, HTTP, and what a
/// directory or a bucket holds afterwards. The servers behind the buckets are those of the modules'
/// own tests. Programs the tests run are brought by `deploy/tools/install`; one that is missing
/// fails the test with the line that installs it.
@NullMarked
package dev.stowage.deploy;

import org.jspecify.annotations.NullMarked;
