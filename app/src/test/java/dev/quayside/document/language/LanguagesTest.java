package dev.quayside.document.language;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {
    private static final Languages LANGUAGES = new Languages(new StopWords());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | The invoice is due at the end of the month and will be paid by transfer.",
                "de | Die Rechnung ist am Ende des Monats fällig und wird überwiesen.",
                "fr | La facture est due à la fin du mois et sera payée par virement.",
                "es | La factura vence a finales de mes y se pagará por transferencia.",
                "pt | A fatura vence no final do mês e será paga por transferência.",
                "it | La fattura scade alla fine del mese e sarà pagata con bonifico.",
                "nl | De factuur vervalt aan het einde van de maand en wordt overgemaakt.",
                "el | Το τιμολόγιο λήγει στο τέλος του μήνα και θα πληρωθεί με έμβασμα.",
                "sv | Fakturan ska betalas i slutet av månaden och överförs till kontot.",
                "da | Fakturaen skal betales ved udgangen af måneden og overføres til kontoen.",
                "fi | Lasku erääntyy kuun lopussa ja se maksetaan tilisiirrolla.",
                "pl | Faktura jest płatna do końca miesiąca i zostanie opłacona przelewem.",
                "cs | Faktura je splatná na konci měsíce a bude zaplacena převodem.",
                "hu | A számla a hónap végén esedékes, és átutalással kerül kifizetésre.",
                "ro | Factura este scadentă la sfârșitul lunii și va fi plătită prin transfer.",
                "tr | Fatura ay sonunda ödenecek ve havale ile yatırılacaktır.",
                "ru | Счёт должен быть оплачен до конца месяца банковским переводом.",
                "uk | Рахунок має бути оплачений до кінця місяця банківським переказом.",
                "ja | 請求書は月末までに支払われ、銀行振込で決済されます。このことを確認してください。",
                "zh | 发票应在月底前支付，并通过银行转账结算。请确认这件事情，谢谢您的合作。"
            })
    void aSentenceIsEnough(String code, String sentence) {
        assertThat(LANGUAGES.of(sentence)).isEqualTo(new Language(code));
    }

    @Test
    void shortEnglishIsRecognisedByItsStopWords() {
        assertThat(LANGUAGES.of("This is not very good.")).isEqualTo(Language.ENGLISH);
    }

    @Test
    void whatCouldBeAnythingIsUnknown() {
        assertThat(LANGUAGES.of("")).isEqualTo(Language.UNKNOWN);
        assertThat(LANGUAGES.of("ok fine")).isEqualTo(Language.UNKNOWN);
        assertThat(LANGUAGES.of("12345 67890 !!! 3.14159 2718 42 42 42")).isEqualTo(Language.UNKNOWN);
    }

    @Property(tries = 200)
    void anyTextHasAnAnswer(@ForAll String text) {
        assertThat(LANGUAGES.of(text).code()).isNotBlank();
    }

    @Test
    void onlyTheBeginOfALongTextIsReadEvenInsideACharacter() {
        String begin = "The invoice is due at the end of the month. ".repeat(60);

        assertThat(LANGUAGES.of(begin.substring(0, 1_999) + "😀" + "x".repeat(1_000_000)))
                .isEqualTo(Language.ENGLISH);
    }

    @Test
    void stopWordsOfGreekAreFoundWithAndWithoutAccents() {
        assertThat(new StopWords().of(new Language("el")))
                .contains(StopWords.plain("Εκείνους"), StopWords.plain("εκεινους"));
        assertThat(new StopWords().of(new Language("tlh"))).isEmpty();
    }
}
