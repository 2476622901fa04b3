namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `networking`.</summary>
public sealed class NetworkingTests : ReferenceTests<NetworkingTests>;
