package dev.quayside.http.openapi;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import dev.quayside.base.Json;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.node.ObjectNode;

/// JSON Schemas of records as [dev.quayside.http.message.Wire] writes them: snake case, and required what is never
/// null. One thread at a time.
final class Schemas {
    private final SchemaBuilder builder;

    Schemas() {
        var config = new SchemaGeneratorConfigBuilder(
                        Json.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(
                        Option.NONPUBLIC_NONSTATIC_FIELDS_WITHOUT_GETTERS,
                        Option.NONPUBLIC_NONSTATIC_FIELDS_WITH_GETTERS,
                        Option.ADDITIONAL_FIXED_TYPES,
                        Option.STANDARD_FORMATS,
                        Option.EXTRA_OPEN_API_FORMAT_VALUES,
                        Option.FLATTENED_ENUMS_FROM_TOSTRING,
                        Option.INLINE_NULLABLE_SCHEMAS,
                        Option.NULLABLE_ARRAY_ITEMS_ALLOWED,
                        Option.DEFINITIONS_FOR_ALL_OBJECTS,
                        Option.PLAIN_DEFINITION_KEYS)
                .without(Option.SCHEMA_VERSION_INDICATOR);
        config.forTypesInGeneral()
                .withPropertySorter((_, _) -> 0)
                .withDefinitionNamingStrategy(
                        (key, _) -> SchemaNames.of(key.getType().getErasedType()))
                .withCustomDefinitionProvider(Schemas::withoutName);
        config.forFields()
                .withPropertyNameOverrideResolver(Schemas::name)
                .withNullableCheck(Schemas::mayBeNull)
                .withRequiredCheck(field -> !mayBeNull(field));
        builder = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
    }

    /// The schema of a record, mostly a reference to [#all].
    ObjectNode of(Class<?> record) {
        return builder.createSchemaReference(record);
    }

    /// The schemas that were referred to, by name.
    ///
    /// @param place where they will be, as `components/schemas`
    ObjectNode all(String place) {
        return builder.collectDefinitions(place);
    }

    private static String name(FieldScope field) {
        JsonProperty given = field.getRawMember().getAnnotation(JsonProperty.class);
        return given == null ? snakeCase(field.getName()) : given.value();
    }

    /// As [dev.quayside.http.message.Wire] has it: the strategy itself looks at the name only.
    private static String snakeCase(String name) {
        return PropertyNamingStrategies.SNAKE_CASE.nameForField(null, null, name);
    }

    /// Trees and maps are written where they are, for there is nothing to say about them elsewhere.
    private static @Nullable CustomDefinition withoutName(ResolvedType type, SchemaGenerationContext context) {
        ObjectNode schema = Json.object();
        if (type.isInstanceOf(Map.class)) {
            ResolvedType value = type.typeParametersFor(Map.class).getLast();
            schema.put("type", "object").set("additionalProperties", context.createDefinitionReference(value));
        } else if (type.getErasedType() == ObjectNode.class) {
            schema.put("type", "object");
        } else if (type.getErasedType() != JsonNode.class) {
            return null;
        }
        return new CustomDefinition(schema, CustomDefinition.INLINE_DEFINITION, CustomDefinition.EXCLUDING_ATTRIBUTES);
    }

    private static boolean mayBeNull(FieldScope field) {
        AnnotatedType type = field.getRawMember().getAnnotatedType();
        if (field.isFakeContainerItemScope()) {
            return type instanceof AnnotatedParameterizedType list
                    && list.getAnnotatedActualTypeArguments()[0].isAnnotationPresent(Nullable.class);
        }
        return type.isAnnotationPresent(Nullable.class);
    }
}
