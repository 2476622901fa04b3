namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `fork`.</summary>
public sealed class ForkTests : ReferenceTests<ForkTests>;
