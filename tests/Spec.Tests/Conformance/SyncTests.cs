namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `sync`.</summary>
public sealed class SyncTests : ReferenceTests<SyncTests>;
