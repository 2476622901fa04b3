namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `genesis`.</summary>
public sealed class GenesisTests : ReferenceTests<GenesisTests>;
