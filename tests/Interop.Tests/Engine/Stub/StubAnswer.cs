namespace Consensoor.Interop.Tests.Engine.Stub;

/// <summary>What the stub answers: a result as JSON, or an error.</summary>
internal sealed record StubAnswer(string? Result, int Code, string Message)
{
    public static StubAnswer Of(string result) => new(result, 0, "");

    public static StubAnswer Error(int code, string message) => new(null, code, message);
}
