namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `rewards`.</summary>
public sealed class RewardsTests : ReferenceTests<RewardsTests>;
