package dev.quayside.http.live;

import dev.quayside.http.server.Authenticator;
import java.time.InstantSource;

/// What all sockets share.
record LiveContext(
        Feeds feeds, Authenticator authenticator, InstantSource clock, LiveSettings settings, Streams sockets) {}
