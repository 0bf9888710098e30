/// Who asks: accounts of people and of machines, the passwords and other secrets by which they show
/// who they are, and the first account of a new registry. An account is one document,
/// `principals/user/<name>.json` or `principals/robot/<namespace>+<name>.json`, which holds no
/// secret itself, only what tells that one is right: Argon2id of passwords that people choose,
/// SHA-256 of what we drew at random.
///
/// What the account may do is the affair of `access`. Nothing here is touched while
/// `stowage.auth.enabled` is false.
@NullMarked
package dev.stowage.auth;

import org.jspecify.annotations.NullMarked;
