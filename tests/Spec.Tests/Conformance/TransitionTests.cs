namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `transition`.</summary>
public sealed class TransitionTests : ReferenceTests<TransitionTests>;
