/// The step `http`: [HttpStep] sends one request; [AddressGuard] decides where requests may go.
///
/// Every connection is made to the very address that was checked, so a name that changes its mind between check and
/// connection (DNS rebinding) gains nothing. Redirects are followed here, one by one, each checked like the first.
@NullMarked
package dev.quayside.action.http;

import org.jspecify.annotations.NullMarked;
