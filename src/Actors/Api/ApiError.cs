namespace Consensoor.Actors.Api;

/// <summary>An answer other than success: HTTP status and the message of the standard error body.</summary>
public sealed record ApiError(int Code, string Message)
{
    /// <summary>Makes a 400: what the caller sent is not understood.</summary>
    public static ApiError BadRequest(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>Makes a 404: understood, but there is no such thing.</summary>
    public static ApiError NotFound(string message) => new(StatusCodes.Status404NotFound, message);

    /// <summary>406: none of the accepted media types is offered.</summary>
    public static ApiError NotAcceptable(string accept) =>
        new(StatusCodes.Status406NotAcceptable, $"none of '{Shorten(accept)}' is offered: application/json, application/octet-stream");

    /// <summary>Makes a 410: an operation of an earlier version, and what took its place.</summary>
    public static ApiError Gone(string successor) =>
        new(StatusCodes.Status410Gone, successor.Length > 0 ? $"it is gone: ask {successor}" : "it is gone, and nothing took its place");

    /// <summary>Makes a 503: the node cannot answer now.</summary>
    public static ApiError Unavailable(string message) => new(StatusCodes.Status503ServiceUnavailable, message);

    /// <summary>The start of what a caller sent, for messages.</summary>
    public static string Shorten(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…");
}
