package dev.quayside.http;

import dev.quayside.config.Secret;
import dev.quayside.http.server.ServerSettings;

/// What the edge has to know of the settings. Immutable.
///
/// @param secureCookies whether cookies are for encrypted connections only, whatever the connection seems to be
/// @param webhookSecret what callbacks may show that do not know their job's token
/// @param remoteWork whether workers elsewhere work on documents
/// @param docs whether the documentation of the API is served
/// @param environment what the installation is called
public record WebSettings(
        ServerSettings server,
        boolean secureCookies,
        Secret webhookSecret,
        boolean remoteWork,
        boolean docs,
        String environment) {}
