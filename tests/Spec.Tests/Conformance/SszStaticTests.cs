namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `ssz_static`.</summary>
public sealed class SszStaticTests : ReferenceTests<SszStaticTests>;
