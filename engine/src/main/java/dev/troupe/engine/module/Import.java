package dev.troupe.engine.module;

/** An import (spec 2.5.11). */
public record Import(String module, String name, ImportDesc desc) {}
