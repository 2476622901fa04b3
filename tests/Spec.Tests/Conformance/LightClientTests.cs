namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `light_client`.</summary>
public sealed class LightClientTests : ReferenceTests<LightClientTests>;
