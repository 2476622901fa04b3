namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `sanity`.</summary>
public sealed class SanityTests : ReferenceTests<SanityTests>;
