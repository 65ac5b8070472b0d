/// The API's own documentation: an OpenAPI document made of the routes, and two ways to read it in a browser.
@NullMarked
package dev.quayside.http.openapi;

import org.jspecify.annotations.NullMarked;
