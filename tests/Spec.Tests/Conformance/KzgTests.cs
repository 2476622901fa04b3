namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `kzg`.</summary>
public sealed class KzgTests : ReferenceTests<KzgTests>;
