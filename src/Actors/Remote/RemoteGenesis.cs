namespace Consensoor.Actors.Remote;

/// <summary>The genesis of a chain as a beacon node tells it; the time is in seconds.</summary>
internal sealed record RemoteGenesis(Root GenesisValidatorsRoot, ulong GenesisTime);
