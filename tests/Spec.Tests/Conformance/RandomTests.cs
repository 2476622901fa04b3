namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `random`.</summary>
public sealed class RandomTests : ReferenceTests<RandomTests>;
