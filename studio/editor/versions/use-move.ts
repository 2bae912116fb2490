/** How far a move of a flow's conversations is, whoever began it, as the server tells it. Moves nothing. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { MoveProgress } from '../../../server/contract.ts';
import { liveSocket } from '../../api/live.ts';

/** Undefined until the server has told of one. When it is over, who is under way is counted again. */
export function useMove(flow: string): MoveProgress | undefined {
  const client = useQueryClient();
  const [told, setTold] = useState<MoveProgress>();
  useEffect(() => {
    const socket = liveSocket();
    const hear = (progress: MoveProgress) => {
      if (progress.flow !== flow) return;
      setTold(progress);
      if (progress.state !== 'running') void client.invalidateQueries({ queryKey: ['running', flow] });
    };
    socket.on('flow:moving', hear);
    return () => {
      socket.off('flow:moving', hear);
    };
  }, [flow, client]);
  return told?.flow === flow ? told : undefined;
}
