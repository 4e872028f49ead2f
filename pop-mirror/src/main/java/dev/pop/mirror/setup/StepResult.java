package dev.pop.mirror.setup;

import dev.pop.mirror.setup.SetupStep.Status;

/** What a step came to, before it has its name. */
record StepResult(Status status, String detail) {}
