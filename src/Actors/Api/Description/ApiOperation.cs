namespace Consensoor.Actors.Api.Description;

/// <summary>
/// An operation of a server: the method and path by which it is mapped, and what a caller has to know of it. Statuses that every operation
/// of its document may answer with are the document's.
/// </summary>
internal sealed record ApiOperation(string Method, string Path, string Id, string Summary)
{
    /// <summary>The parameters of path and query.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>The schema of the JSON body that it takes; null where it takes none.</summary>
    public string? Body { get; init; }

    /// <summary>True where the body has to be there.</summary>
    public bool IsBodyRequired { get; init; } = true;

    /// <summary>What it answers where all goes well, by status.</summary>
    public IReadOnlyList<ApiAnswer> Answers { get; init; } = [];

    /// <summary>The statuses of refusals, beside those of the document.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];

    /// <summary>True where it is of an earlier version of a standard.</summary>
    public bool IsDeprecated { get; init; }
}
