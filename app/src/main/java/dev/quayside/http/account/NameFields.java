package dev.quayside.http.account;

import dev.quayside.http.message.Fields;
import dev.quayside.identity.account.EmailAddress;
import dev.quayside.identity.account.Username;

/// The name and the address of somebody, in the body of a request.
final class NameFields {
    private NameFields() {}

    /// Notes what is wrong with those that are there, in the words of the File Processing API.
    static void check(Fields fields) {
        if (fields.raw("username").isString()) {
            Username.problem(fields.text("username")).ifPresent(problem -> fields.refuse("username", problem));
        }
        if (fields.raw("email").isString()) {
            EmailAddress.problem(fields.text("email"))
                    .ifPresent(problem -> fields.violation("email", problem, "value_error"));
        }
    }
}
