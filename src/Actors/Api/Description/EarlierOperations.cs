namespace Consensoor.Actors.Api.Description;

/// <summary>
/// The operations of earlier versions of the Beacon API that are still served: what `/openapi/beacon-earlier.json` says. Their bodies and
/// answers are those of the last version that had them.
/// </summary>
internal static class EarlierOperations
{
    /// <summary>All of them, as <see cref="StandardRoutes.Removed"/> lists them.</summary>
    public static IReadOnlyList<ApiOperation> All { get; } = [.. StandardRoutes.Removed.Select(Of)];

    private static ApiOperation Of((string Method, string Path) route)
    {
        var parts = route.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static part => part.Trim('{', '}'));
        return new ApiOperation(
            route.Method,
            route.Path,
            $"{route.Method.ToLowerInvariant()}_{string.Join('_', parts)}",
            "As the last version of the Beacon API had it that had it")
        {
            Parameters =
            [
                .. route.Path.Split('/').Where(static part => part.StartsWith('{')).Select(static part =>
                    ApiParameter.InPath(part.Trim('{', '}'), "PathPart", "As the standard had it")),
            ],
            Body = route.Method == "POST" ? "Body" : null,
            Answers =
            [
                route.Method == "POST"
                    ? ApiAnswer.Empty(200, "It was taken")
                    : new ApiAnswer(200, "As the standard had it", [ApiResponse.Json], "Answer", ApiAnswer.Form.Whole),
            ],
            Refusals = [400, 404],
            IsDeprecated = true,
        };
    }
}
