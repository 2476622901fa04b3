namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `bls`.</summary>
public sealed class BlsTests : ReferenceTests<BlsTests>;
