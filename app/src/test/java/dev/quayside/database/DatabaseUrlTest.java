package dev.quayside.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.ProblemException;
import dev.quayside.config.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://anna:s3cret@db.example:5433/files",
                "postgres://anna:s3cret@db.example:5433/files",
                "postgresql+asyncpg://anna:s3cret@db.example:5433/files",
                "postgresql+psycopg2://anna:s3cret@db.example:5433/files",
                "postgresql+psycopg://anna:s3cret@db.example:5433/files",
                "PostgreSQL://anna:s3cret@db.example:5433/files",
                "jdbc:postgresql://anna:s3cret@db.example:5433/files",
                "jdbc:postgresql://db.example:5433/files?user=anna&password=s3cret",
                "  postgresql://anna:s3cret@db.example:5433/files\n"
            })
    void everyFormNamesTheSameDatabase(String form) {
        assertThat(DatabaseUrl.parse(form))
                .isEqualTo(new DatabaseUrl("db.example:5433", "files", "anna", new Secret("s3cret"), Map.of()));
    }

    @Test
    void partsArePercentDecodedAndAPlusIsAPlus() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://an%40na:p%3A%2F%3F%23%25+w@db/my%20files");

        assertThat(url.user()).isEqualTo("an@na");
        assertThat(url.password().value()).isEqualTo("p:/?#%+w");
        assertThat(url.database()).isEqualTo("my files");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db:5432/my%20files");
        assertThat(DatabaseUrl.parse(url.reveal())).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://db/files, db:5432, files, ''",
        "postgresql://anna@db, db:5432, anna, anna",
        "postgresql:///files, localhost:5432, files, ''",
        "postgresql://anna@[::1]:5433/files, [::1]:5433, files, anna",
        "postgresql://anna@[::1]/files, [::1]:5432, files, anna",
    })
    void whatIsLeftOutHasItsUsualValue(String form, String servers, String database, String user) {
        DatabaseUrl url = DatabaseUrl.parse(form);

        assertThat(url.servers()).isEqualTo(servers);
        assertThat(url.database()).isEqualTo(database);
        assertThat(url.user()).isEqualTo(user);
    }

    @Test
    void severalServersAreTriedInTurn() {
        assertThat(DatabaseUrl.parse("postgresql://a@one:5433,two/files").servers())
                .isEqualTo("one:5433,two:5432");
    }

    @Test
    void optionsTakeTheDriversNames() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://db/f?sslmode=require&connect_timeout=7&application_name=x");
        assertThat(url.options())
                .isEqualTo(Map.of("sslmode", "require", "connectTimeout", "7", "ApplicationName", "x"));

        assertThat(DatabaseUrl.parse("postgresql+asyncpg://db/f?ssl=require").options())
                .isEqualTo(Map.of("sslmode", "require"));
        assertThat(DatabaseUrl.parse("jdbc:postgresql://db/f?ssl=true").options())
                .isEqualTo(Map.of("ssl", "true"));
    }

    @Test
    void thePasswordIsNeverShown() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://anna:s3cret@db/f?sslpassword=hidden");

        assertThat(url.toString()).isEqualTo("postgresql://anna:***@db:5432/f?sslpassword=***");
        assertThat(url.jdbc()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sqlite:///./data.db",
                "sqlite+aiosqlite:///s3cret.db",
                "mysql://root:s3cret@db/f",
                "jdbc:h2:mem:s3cret",
                "s3cret",
                ""
            })
    void otherDatabasesAreRefusedWithWhatToDo(String form) {
        assertThatThrownBy(() -> DatabaseUrl.parse(form))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("needs PostgreSQL")
                .hasMessageContaining("embedded")
                .hasMessageContaining("[database.url]")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://anna:s3cret@db:port/f",
                "postgresql://anna:s3cret@db:99999/f",
                "postgresql://anna:s3cret%@db/f",
                "postgresql://anna:s3cret@%2Fvar%2Frun/f"
            })
    void aMistakeInTheAddressIsExplainedWithoutThePassword(String form) {
        assertThatThrownBy(() -> DatabaseUrl.parse(form))
                .hasMessageContaining("[database.url]")
                .hasMessageNotContaining("s3cret");
    }
}
