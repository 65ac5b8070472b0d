package dev.quayside.http;

import dev.quayside.database.Database;
import dev.quayside.document.Documents;
import dev.quayside.event.Events;
import dev.quayside.identity.account.Accounts;
import dev.quayside.identity.audit.Audit;
import dev.quayside.identity.token.Tokens;
import dev.quayside.storage.Storage;
import dev.quayside.workflow.job.Jobs;
import dev.quayside.workflow.run.Engine;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.Workflows;
import dev.quayside.workflow.trigger.Schedules;

/// What the edge lets people use: the stages before it.
public record Stages(
        Database database,
        Events events,
        Tokens tokens,
        Audit audit,
        Accounts accounts,
        Storage storage,
        Documents documents,
        Workflows workflows,
        Engine engine,
        Runs runs,
        Jobs jobs,
        Schedules schedules) {}
