package dev.quayside.database;

import dev.quayside.testing.TestDatabase;

/// What a test does with a database, on the server that the first argument names.
final class ExternalServerProgram {
    private ExternalServerProgram() {}

    public static void main(String[] arguments) {
        System.setProperty(TestDatabase.EXTERNAL, arguments[0]);
        try (TestDatabase test = TestDatabase.empty()) {
            new Migrations(test.database(), "migrations-of-tests").migrate();
            test.database().useTransaction(handle -> handle.execute("insert into second (id) values (1)"));
            int rows = test.database()
                    .with(handle -> handle.createQuery("select count(*) from second")
                            .mapTo(Integer.class)
                            .one());
            System.out.println("kept " + rows + " on " + test.url().servers());
        }
    }
}
