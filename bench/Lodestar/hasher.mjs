// To be imported before whatever else imports SSZ: a hasher that is set later hashes nothing.
import { setHasher } from '@chainsafe/persistent-merkle-tree';
import { hasher } from '@chainsafe/persistent-merkle-tree/hasher/hashtree';

setHasher(hasher);
