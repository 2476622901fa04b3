namespace Consensoor.Conformance.SpecRefs;

/// <summary>What a document says is gone: a definition or a topic, or, where a definition says it, a step or a field of that.</summary>
public sealed record SpecRemoval(string Fork, string Document, string Name, string? Of);
