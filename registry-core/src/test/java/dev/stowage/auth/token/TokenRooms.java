package dev.stowage.auth.token;

import dev.stowage.auth.AuthRooms;
import dev.stowage.auth.FixedAuthConfig;
import dev.stowage.auth.SealingKey;
import dev.stowage.storage.ObjectStore;
import java.net.URI;
import java.util.Optional;

/// One replica's token service over a store.
final class TokenRooms {

  static final String SERVICE = "registry.example";

  final AuthRooms rooms;
  final KeyRing keys;
  final Tokens tokens;
  final TokenService service;

  TokenRooms(ObjectStore store) {
    this(new AuthRooms(store), SERVICE, FixedAuthConfig.KEY);
  }

  TokenRooms(AuthRooms rooms, String service, String key) {
    this.rooms = rooms;
    ServiceName name = new ServiceName(Optional.of(URI.create("https://" + service)));
    FixedAuthConfig config = new FixedAuthConfig(true, Optional.empty(), Optional.of(key));
    keys = new KeyRing(rooms.documents, new SealingKey(config), rooms.clock);
    tokens = new Tokens(keys, name, rooms.accounts, rooms.clock);
    this.service = new TokenService(tokens, rooms.accounts, rooms.guard, name, config, rooms.clock);
  }
}
