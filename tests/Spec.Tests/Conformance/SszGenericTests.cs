namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `ssz_generic`.</summary>
public sealed class SszGenericTests : ReferenceTests<SszGenericTests>;
