namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `finality`.</summary>
public sealed class FinalityTests : ReferenceTests<FinalityTests>;
