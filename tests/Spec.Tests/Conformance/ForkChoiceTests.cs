namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `fork_choice`.</summary>
public sealed class ForkChoiceTests : ReferenceTests<ForkChoiceTests>;
