namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `shuffling`.</summary>
public sealed class ShufflingTests : ReferenceTests<ShufflingTests>;
