using System.Text.Json;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>What came of a question to a server: its JSON, or why there is none.</summary>
internal sealed record ProbeAnswer(JsonElement? Json, string? Problem);
