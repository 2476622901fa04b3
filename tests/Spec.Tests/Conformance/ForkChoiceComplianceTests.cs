namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `fork_choice_compliance`.</summary>
public sealed class ForkChoiceComplianceTests : ReferenceTests<ForkChoiceComplianceTests>;
