namespace Consensoor.Actors.Ingestion;

/// <summary>What the stream of a lane hands over at once; the next batch comes when this one is acknowledged.</summary>
internal sealed record LaneBatch(IReadOnlyList<LaneItem> Items);
