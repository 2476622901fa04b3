using System.Text.Json;

namespace Consensoor.Interop.Tests.Engine.Stub;

/// <summary>A call that reached the stub, with its parameters.</summary>
internal sealed record StubCall(string Method, JsonElement Params);
