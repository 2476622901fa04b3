namespace Consensoor.Actors.Api.Description;

/// <summary>
/// What a document says: its file name, title and text, its operations, and the refusals that each of them may answer with.
/// </summary>
internal sealed record ApiDescription(
    string Name, string Title, string Text, IReadOnlyList<ApiOperation> Operations, IReadOnlyList<int> Refusals)
{
    /// <summary>True where a caller has to know a token.</summary>
    public bool HasToken { get; init; }
}
