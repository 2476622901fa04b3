namespace Consensoor.Interop.Engine.JsonRpc.Transport;

/// <summary>Why an exchange over HTTP has no answer: its time was over, or it could not be made, or broke (by what).</summary>
internal sealed record EngineHttpFault(string Message, bool IsLate = false, Exception? Cause = null);
