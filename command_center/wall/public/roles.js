// The roles by their names on screen; a test holds them against the centre's.
export const ROLES = {
  duty_officer: '值班员 · duty officer',
  grid_worker: '网格员 · grid worker',
  operator: '运维人员 · operator',
  supervisor: '督查督办员 · supervisor',
  tester: '测试员 · tester',
  system_admin: '系统管理员 · system administrator',
  security_admin: '安全管理员 · security administrator',
  audit_admin: '审计管理员 · audit administrator',
}
